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

// Only a page that came safely may write to the clipboard; elsewhere the text is selected, for the reader to copy.
async function copied(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return false;
  }
}

export function offerCopying(within) {
  for (const button of within.querySelectorAll(".copy")) {
    const text = button.closest(".copying").querySelector("code");
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.textContent = await copied(text) ? "✓" : { en: "Selected" }[root.lang] ?? "已选中";
      setTimeout(() => { button.textContent = label; }, 1500);
    });
  }
}
offerCopying(document);
