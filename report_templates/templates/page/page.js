"use strict";
(() => {
  const picker = document.querySelector(".picker");
  const select = document.getElementById("chon");
  const title = document.title;
  const collator = new Intl.Collator("vi");

  function mark() {
    for (const box of document.querySelectorAll(".scroll")) {
      box.classList.toggle("wide", box.scrollWidth > box.clientWidth);
    }
  }

  function follow(focus) {
    const named = document.getElementById(location.hash.slice(1));
    const unit = named && named.classList.contains("unit") ? named : null;
    select.value = unit ? unit.id : "tong-quan";
    const heading = unit && unit.querySelector("h2");
    document.title = heading ? `${heading.textContent} – ${title}` : title;
    if (focus && heading) heading.focus();
    mark();
  }

  function value(row, at) {
    const cell = row.cells[at];
    const data = cell.querySelector("data");
    const text = cell.textContent.trim();
    const known = data && data.value !== "" && !Number.isNaN(Number(data.value));
    return { text, number: known ? Number(data.value) : null };
  }

  function compare(one, other, way) {
    const empty = (side) => side.number === null && (side.text === "" || side.text === "–");
    if (empty(one) || empty(other)) return empty(one) - empty(other);
    if (one.number !== null && other.number !== null) return way * (one.number - other.number);
    if (one.number !== null || other.number !== null) return one.number === null ? 1 : -1;
    return way * collator.compare(one.text, other.text);
  }

  function sort(table, head, at) {
    const rising = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", rising ? "ascending" : "descending");
    const rows = [...table.tBodies[0].rows].map((row) => [row, value(row, at)]);
    rows.sort((one, other) => compare(one[1], other[1], rising ? 1 : -1));
    table.tBodies[0].append(...rows.map(([row]) => row));
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head, at));
    });
  }
  select.addEventListener("change", () => { location.hash = select.value; });
  addEventListener("hashchange", () => follow(true));
  for (const when of ["load", "resize"]) addEventListener(when, mark);
  for (const more of document.querySelectorAll("details")) more.addEventListener("toggle", mark);
  picker.hidden = false;
  follow(false);
})();
