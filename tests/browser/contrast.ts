/** Runs in the page. Returns the visible texts whose contrast with their background is below the minimum of WCAG 2 AA. */
export function faintTexts(): string[] {
  const parse = (color: string): number[] => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const luminance = ([red = 0, green = 0, blue = 0]: number[]): number => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) =>
      value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element: Element | null): number[] => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll<HTMLElement>('body *')].flatMap((element) => {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent?.trim());
    const isField = element instanceof HTMLInputElement && element.type !== 'radio';
    if ((!text.join('') && !isField) || !element.checkVisibility({ visibilityProperty: true })) return [];
    const [one, other] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return contrast < 4.5
      ? [`${element.className || element.id || element.tagName} ${text.join(' ')} ${contrast.toFixed(2)}`]
      : [];
  });
}
