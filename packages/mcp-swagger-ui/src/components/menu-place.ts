/** Between the button and its menu, and between the menu and the edge of the window, in px. */
const GAP = 4;

interface Box {
  top: number;
  right: number;
  bottom: number;
}

interface Size {
  width: number;
  height: number;
}

/** Where a menu stands in the window: below its button and aligned to its right edge; above it where there is no room below, and never beyond the edges. */
export function menuPlace(button: Box, menu: Size, page: Size): { left: number; top: number } {
  const below = button.bottom + GAP;
  const above = button.top - GAP - menu.height;
  const top = below + menu.height <= page.height - GAP || above < GAP ? below : above;
  return { left: Math.max(GAP, Math.min(button.right - menu.width, page.width - menu.width - GAP)), top };
}
