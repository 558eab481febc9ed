const PATHS = {
  search: 'M11 11l3.5 3.5M12.5 7.5a5 5 0 11-10 0 5 5 0 0110 0z',
  panel: 'M2.5 3.5h11v9h-11zM9.5 3.5v9',
  sun: 'M8 5.2A2.8 2.8 0 108 10.8 2.8 2.8 0 008 5.2zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3.1 3.1l1.1 1.1M11.8 11.8l1.1 1.1M12.9 3.1l-1.1 1.1M4.2 11.8l-1.1 1.1',
  moon: 'M13.2 9.6A5.6 5.6 0 016.4 2.8a5.6 5.6 0 106.8 6.8z',
  auto: 'M8 2.2a5.8 5.8 0 100 11.6zM8 2.2a5.8 5.8 0 010 11.6',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  star: 'M8 2l1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z',
  down: 'M4 6l4 4 4-4',
} as const;

export function Icon({ name, isFilled = false }: { readonly name: keyof typeof PATHS; readonly isFilled?: boolean }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      fill={isFilled ? 'currentColor' : 'none'}
    >
      <path d={PATHS[name]} stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
