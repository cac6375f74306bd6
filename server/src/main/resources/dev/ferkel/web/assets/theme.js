// Runs before the first paint, so that nobody sees the wrong colours flash.
(function () {
  let theme = null;
  try {
    theme = JSON.parse(localStorage.getItem("ferkel.theme"));
  } catch {
    // a browser that keeps nothing shows its own colours
  }
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
})();
