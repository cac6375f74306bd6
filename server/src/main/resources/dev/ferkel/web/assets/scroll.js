// Stays at the end while text comes, unless the reader has scrolled up.
const NEAR = 60;

export class Scroll {
  constructor(scroller, button) {
    this.scroller = scroller;
    this.button = button;
    this.follows = true;
    scroller.addEventListener("scroll", () => {
      const left = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      this.follows = left < NEAR;
      button.hidden = this.follows;
    }, { passive: true });
    button.addEventListener("click", () => {
      this.toEnd();
      scroller.focus();
    });
    new ResizeObserver(() => this.follow()).observe(scroller);
  }

  /** After something has been added. */
  follow() {
    if (this.follows) {
      this.scroller.scrollTop = this.scroller.scrollHeight;
    }
  }

  toEnd() {
    this.follows = true;
    this.follow();
  }
}
