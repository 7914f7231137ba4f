// The Evaluation room: shows what goes on, whoever began it and wherever. The server is asked for a few letters, and for
// more only when they are others than before.
(() => {
  "use strict";
  const { $, act, follow } = window.dateline;
  const RUNNING_MS = 1000, ELSEWHERE_MS = 4000;
  let begun = false;
  // At first the room is as the server has just shown it; only a run that it showed may have ended since.
  const look = (now, first) => { if (!first || $("#running .running")) act({ act: "look" }); };
  function begin() {
    if (begun || !$("#evaluation .new-run")) return;
    begun = true;
    follow("evaluation/now", () => ($("#running .running") ? RUNNING_MS : ELSEWHERE_MS), look);
  }
  document.addEventListener("DOMContentLoaded", () => {
    begin();
    new MutationObserver(begin).observe(document.body, { childList: true, subtree: true });
  });
})();
