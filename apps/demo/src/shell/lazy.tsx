import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';

/**
 * A component whose code is loaded when it is first shown. What is shown meanwhile is an empty element of the given class,
 * so that nothing moves.
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
        // The server of the page may be gone. The next time that the component is shown, its code is requested again.
        () => undefined,
      );
    }, []);
    // Read, so that the component is drawn again when its code has arrived.
    version.value;
    const Component = loaded;
    if (Component) return <Component {...props} />;
    return placeholder ? <section class={placeholder} aria-hidden="true" /> : null;
  };
}
