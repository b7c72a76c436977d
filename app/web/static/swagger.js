const root = document.documentElement;
const target = document.getElementById("swagger-ui");
const words = JSON.parse(target.dataset.words);

// Swagger UI has a dark look of its own, by a class of the root.
const system = matchMedia("(prefers-color-scheme: dark)");
function follow() {
  root.classList.toggle("dark-mode", root.dataset.theme === "dark" || (root.dataset.theme !== "light" && system.matches));
}
root.addEventListener("theme", follow);
system.addEventListener("change", follow);
follow();

// What Swagger UI leaves without a name, out of the order of headings, or out of reach of the keyboard.
function mend() {
  for (const tag of target.querySelectorAll("h3.opblock-tag")) tag.setAttribute("aria-level", "2");
  for (const title of target.querySelectorAll("h1.title, h2.title")) title.setAttribute("aria-level", "2");
  for (const heading of target.querySelectorAll("h4, h5")) heading.setAttribute("aria-level", heading.tagName === "H4" ? "3" : "4");
  for (const [part, name] of [[".information-container", words.information], [".scheme-container", words.servers]]) {
    target.querySelector(part)?.setAttribute("role", "region");
    target.querySelector(part)?.setAttribute("aria-label", name);
  }
  for (const field of target.querySelectorAll("select:not([aria-label]), textarea:not([aria-label]), input:not([aria-label])")) {
    const row = field.closest("tr");
    const status = row?.dataset.code ? `${words.example} ${row.dataset.code}` : "";
    const type = field.classList.contains("content-type") || field.closest(".content-type-wrapper") ? words.type : "";
    field.setAttribute("aria-label", row?.dataset.paramName ?? (type || status || words.servers));
  }
  for (const code of target.querySelectorAll("pre:not([tabindex])")) code.tabIndex = 0;
}
new MutationObserver(mend).observe(target, { childList: true, subtree: true });

// The summary of an operation is a button already: a link within it could not be reached.
const plain = ({ React }) => ({ components: { DeepLink: ({ text }) => React.createElement("span", null, text) } });

window.ui = SwaggerUIBundle({
  url: target.dataset.openapi,
  domNode: target,
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  plugins: [plain],
  // The validator badge would be an image from another host.
  validatorUrl: null,
});
