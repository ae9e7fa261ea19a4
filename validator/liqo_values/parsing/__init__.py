"""From bytes and arguments to nodes with positions, read as Helm reads them."""
