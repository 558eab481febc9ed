import { useEffect, useRef } from 'preact/hooks';

/**
 * An element whose content is not drawn by Preact but by a function of `views/`, because the content changes many times
 * per second. The function is called again when one of `deps` changes.
 */
export function SelfDrawn(props: {
  readonly class: string;
  readonly label: string;
  readonly mount: (root: HTMLElement, signal: AbortSignal) => void;
  readonly deps: readonly unknown[];
  /** Whether the content consists of `li` elements. */
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
