const target = document.getElementById("swagger-ui");

window.ui = SwaggerUIBundle({
  url: target.dataset.openapi,
  domNode: target,
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // The validator badge would be an image from another host.
  validatorUrl: null,
  onComplete: () => {
    // The page has its own main landmark, and a list of servers should say what it is.
    target.querySelector("main")?.setAttribute("role", "group");
    target.querySelector("#servers")?.setAttribute("aria-label", "Server");
  },
});
