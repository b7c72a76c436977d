const target = document.getElementById("redoc");

Redoc.init(
  target.dataset.openapi,
  { disableSearch: false, hideDownloadButtons: false, expandResponses: "200", theme: { typography: { fontFamily: "inherit", headings: { fontFamily: "inherit" } } } },
  target,
);
