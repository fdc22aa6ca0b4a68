/* Marks the page where a script fails or the policy stops something, so that a gap is never taken for a result. */
'use strict';
(() => {
  const mark = (words) => {
    const root = document.documentElement;
    root.dataset.scriptError = root.dataset.scriptError ? `${root.dataset.scriptError}; ${words}` : words;
  };
  window.addEventListener('error', (event) => mark(`${event.message} (line ${event.lineno})`));
  window.addEventListener('unhandledrejection', (event) => mark(String(event.reason)));
  document.addEventListener('securitypolicyviolation', (event) =>
    mark(`${event.effectiveDirective} stopped ${event.blockedURI}`),
  );
})();
