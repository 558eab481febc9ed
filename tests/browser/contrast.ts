/**
 * Runs in the page. Returns the visible texts whose contrast with their background is below the minimum of WCAG 2 AA.
 * On a gradient, the colour with the lowest contrast counts. The opacity of all elements around the text also counts.
 */
export function faintTexts(): string[] {
  type Color = readonly [red: number, green: number, blue: number, alpha: number];
  const parse = (text: string): Color => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const over = ([r, g, b, a]: Color, [red, green, blue]: Color): Color => [
    r * a + red * (1 - a),
    g * a + green * (1 - a),
    b * a + blue * (1 - a),
    1,
  ];
  const luminance = ([red, green, blue]: Color): number => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) =>
      value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const opacityOf = (element: Element): number => {
    let opacity = 1;
    for (let at: Element | null = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    return opacity;
  };
  /**
   * Returns the colours of an element's background: its plain colour or, if it has a gradient, each colour of the
   * gradient. A transparent colour of the gradient is blended with the plain colour.
   */
  const paints = (element: Element): Color[] => {
    const { backgroundColor, backgroundImage } = getComputedStyle(element);
    const plain = parse(backgroundColor);
    const opacity = opacityOf(element);
    const stops = backgroundImage.includes('gradient')
      ? (backgroundImage.match(/rgba?\([^)]*\)/g) ?? []).map(parse)
      : [];
    const all =
      stops.length > 0 ? stops.map((stop) => (plain[3] > 0 && stop[3] < 1 ? over(stop, plain) : stop)) : [plain];
    return all.map(([red, green, blue, alpha]): Color => [red, green, blue, alpha * opacity]);
  };
  /** Returns the colours that may be visible behind a text at a point of the page. */
  const behind = (element: Element, x: number, y: number): Color[] => {
    const stack = document.elementsFromPoint(x, y).reverse();
    const below = stack.slice(0, Math.max(1, stack.indexOf(element) + 1));
    let colors: Color[] = [[255, 255, 255, 1]];
    for (const each of below) {
      const layers = paints(each).filter(([, , , alpha]) => alpha > 0);
      if (layers.length > 0) colors = layers.flatMap((layer) => colors.map((color) => over(layer, color)));
      colors = [...new Map(colors.map((color) => [color.join(), color])).values()].slice(0, 16);
    }
    return colors;
  };
  return [...document.querySelectorAll<HTMLElement>('body *')].flatMap((element) => {
    const text = [...element.childNodes]
      .filter((node) => node.nodeType === 3)
      .map((node) => node.textContent?.trim())
      .join(' ')
      .trim();
    const isField = element instanceof HTMLInputElement && element.type !== 'radio' && element.value !== '';
    if ((!text && !isField) || !element.checkVisibility({ visibilityProperty: true })) return [];
    const isDisabled = element.closest(':disabled, [aria-disabled=true]') !== null;
    const { left, top, width, height } = element.getBoundingClientRect();
    if (isDisabled || width < 2 || height < 2) return [];
    const [x, y] = [left + width / 2, top + height / 2];
    // A text that another element covers, or that is outside the window, is not visible.
    const onTop = document.elementFromPoint(x, y);
    if (!onTop || !(element.contains(onTop) || onTop.contains(element))) return [];
    const style = getComputedStyle(element);
    const [red, green, blue, alpha] = parse(style.color);
    const opacity = alpha * opacityOf(element);
    const size = Number.parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const worst = Math.min(
      ...behind(element, x, y).map((color) => {
        const [one, other] = [luminance(over([red, green, blue, opacity], color)), luminance(color)];
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      }),
    );
    return worst < least
      ? [`${element.className || element.id || element.tagName} “${text.slice(0, 30)}” ${worst.toFixed(2)}`]
      : [];
  });
}
