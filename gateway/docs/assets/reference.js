"use strict";

// Swagger UI follows a class; the pages follow what the system says.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);

for (const place of document.querySelectorAll("[data-origin]")) {
  place.textContent = window.location.origin;
}

fetch("/openapi.json")
  .then((answer) => answer.json())
  .then((spec) => {
    spec.servers = [{ url: window.location.origin, description: "This gateway" }, ...spec.servers];
    window.SwaggerUIBundle({
      spec,
      domNode: document.getElementById("reference"),
      deepLinking: true,
      defaultModelsExpandDepth: 0,
      defaultModelRendering: "example",
      docExpansion: "list",
      displayRequestDuration: true,
      persistAuthorization: false,
      tryItOutEnabled: false,
      validatorUrl: null,
    });
  });
