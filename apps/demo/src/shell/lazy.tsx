import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';

const RETRY_DELAY = 1_000;

/**
 * Returns a component whose code is loaded when the component is first shown. Until then an empty element of the class
 * `placeholder` takes its place, so that nothing moves.
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
          // The code of several components may arrive together, in one chunk. Each component is rendered in a task of
          // its own, so that the page stays responsive.
          setTimeout(() => {
            loaded = component;
            version.value += 1;
          });
        },
        // Loading fails if the page's server is unreachable. The code is then requested again.
        () => setTimeout(() => (version.value += 1), RETRY_DELAY),
      );
      // This read makes Preact draw the component again when the code has arrived.
    }, [version.value]);
    const Component = loaded;
    if (Component) return <Component {...props} />;
    return placeholder ? <section class={placeholder} aria-hidden="true" /> : null;
  };
}
