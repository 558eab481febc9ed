import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';

/**
 * Returns a component whose code is loaded when it is first shown. Until then an empty element of the given class takes
 * its place, so that nothing moves.
 */
export function lazy<P extends object>(
  load: () => Promise<FunctionComponent<P>>,
  placeholder?: string,
): FunctionComponent<P> {
  let loaded: FunctionComponent<P> | undefined;
  return function Lazy(props: P) {
    const version = useSignal(0);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (component) => {
          loaded = component;
          version.value += 1;
        },
        // The page's server may not answer. The code is requested again the next time that the component is shown.
        () => undefined,
      );
    }, []);
    // Reading this signal draws the component again when its code has arrived.
    version.value;
    const Component = loaded;
    if (Component) return <Component {...props} />;
    return placeholder ? <section class={placeholder} aria-hidden="true" /> : null;
  };
}
