import { useEffect, useRef } from 'preact/hooks';

/** An element that a view outside of Preact fills. The view is mounted again when one of `deps` changes. */
export function Hot(props: {
  readonly class: string;
  readonly label: string;
  readonly mount: (root: HTMLElement, signal: AbortSignal) => void;
  readonly deps: readonly unknown[];
  /** Whether the view fills it with `li` elements. */
  readonly isList?: boolean;
}) {
  const { mount, deps, label } = props;
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const end = new AbortController();
    const root = box.current ?? list.current;
    if (root) mount(root, end.signal);
    return () => end.abort();
  }, [...deps]);
  if (props.isList) return <ol class={props.class} aria-label={label} ref={list} />;
  return <div class={props.class} aria-label={label} role="group" ref={box} />;
}
