"""The language server: shows editors what ``check``, ``fix`` and ``mode`` say about the texts that are open in them.

It needs the extra ``lsp``; nothing else imports this package.
"""
