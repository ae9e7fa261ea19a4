"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const [words, severity, mode, shown] = ["words", "severity", "mode", "shown"].map((id) => document.getElementById(id));
  const lower = (element) => element.textContent.toLowerCase();
  const releases = [...document.querySelectorAll(".release")].map((element) => ({
    element,
    mode: element.dataset.mode,
    head: lower(element.querySelector("header")),
    findings: [...element.querySelectorAll(".finding")].map((finding) => ({
      element: finding,
      severity: finding.dataset.severity,
      text: lower(finding),
    })),
  }));
  const total = releases.reduce((sum, release) => sum + release.findings.length, 0);

  const update = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = (text) => wanted.every((word) => text.includes(word));
    let releasesShown = 0;
    let findingsShown = 0;
    for (const release of releases) {
      let inside = 0;
      for (const finding of release.findings) {
        const visible =
          (!severity.value || severity.value === finding.severity) && matches(`${release.head} ${finding.text}`);
        finding.element.hidden = !visible;
        inside += visible;
      }
      const empty = !severity.value || (severity.value === "none" && !release.findings.length);
      const visible = (!mode.value || mode.value === release.mode) && (inside > 0 || (empty && matches(release.head)));
      release.element.hidden = !visible;
      releasesShown += visible;
      findingsShown += visible ? inside : 0;
    }
    shown.textContent =
      `${releasesShown} of ${releases.length} releases, ${findingsShown} of ${total} findings`;
  };

  form.addEventListener("input", update);
  form.addEventListener("reset", () => setTimeout(update));
  form.addEventListener("submit", (event) => event.preventDefault());
  // Links to a release or finding work even if the filter hides it.
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.closest("[hidden]")) {
      form.reset();
      setTimeout(() => target.scrollIntoView());
    }
  });
  form.hidden = false;
  update();
})();
