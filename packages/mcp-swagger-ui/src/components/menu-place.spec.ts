import { describe, expect, it } from '@jest/globals';
import { menuPlace } from './menu-place';

const menu = { width: 180, height: 80 };
const page = { width: 390, height: 800 };
const button = (right: number, top: number) => ({ right, top, bottom: top + 32 });

describe('menuPlace', () => {
  it.each([
    ['below its button, at its right edge', button(300, 100), { left: 120, top: 136 }],
    ['above it at the end of the window', button(300, 700), { left: 120, top: 616 }],
    ['within the left edge', button(60, 100), { left: 4, top: 136 }],
    ['within the right edge', button(400, 100), { left: 206, top: 136 }],
  ])('is %s', (_, at, place) => expect(menuPlace(at, menu, page)).toEqual(place));

  it('is below where there is room nowhere', () => expect(menuPlace(button(300, 30), menu, { width: 390, height: 120 })).toEqual({ left: 120, top: 66 }));
});
