// Drawing anew takes away the button that has just been pressed: the keyboard goes on from where it was.

/** Runs what draws; if the focus is lost by it, the same button of the same row gets it, or its neighbour, or another element. */
export function keepFocus(draw, otherwise) {
  const had = document.activeElement;
  const row = had?.closest("[data-row]")?.dataset.row;
  draw();
  if (had && had !== document.body && !had.isConnected) {
    const again = row && document.querySelector(`[data-row="${row}"]`);
    // at the last version only the way back is left
    const next = again?.querySelector(`[data-does="${had.dataset.does}"]:enabled`)
      ?? (had.closest(".versions") && again?.querySelector(".versions :enabled"));
    (next || otherwise).focus();
  }
}
