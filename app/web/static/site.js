// What every page has: light or dark, and copying. Without it the pages work all the same.
const root = document.documentElement;

const theme = document.querySelector("button.theme");
if (theme) {
  theme.addEventListener("click", () => {
    const isDark = root.dataset.theme === "dark"
      || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = isDark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
    root.dispatchEvent(new CustomEvent("theme"));
  });
}

export function offerCopying(within) {
  for (const button of within.querySelectorAll(".copy")) {
    const text = button.closest(".copying").querySelector("code");
    const label = button.textContent;
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "✓";
      setTimeout(() => { button.textContent = label; }, 1500);
    });
  }
}
offerCopying(document);
