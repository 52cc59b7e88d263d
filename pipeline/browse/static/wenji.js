// Everything works without it: copying by a button, filters folded on a phone, the outline's present place.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

if (matchMedia("(max-width: 60rem)").matches) {
  for (const part of document.querySelectorAll("details.on-phone, .outline details")) part.open = false;
}

const places = new Map();
for (const link of document.querySelectorAll(".outline a")) {
  const heading = document.getElementById(link.hash.slice(1));
  if (heading) places.set(heading, link);
}
if (places.size) {
  const here = () => {
    let last = null;
    for (const [heading, link] of places) {
      link.removeAttribute("aria-current");
      if (heading.getBoundingClientRect().top < innerHeight / 3) last = link;
    }
    last?.setAttribute("aria-current", "location");
  };
  addEventListener("scroll", () => requestAnimationFrame(here), { passive: true });
  here();
}

for (const field of document.querySelectorAll("form.sql textarea")) {
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) field.form.requestSubmit();
  });
}
