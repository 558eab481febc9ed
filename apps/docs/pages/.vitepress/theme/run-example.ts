import { type Component, defineComponent, h, ref } from 'vue';
import { runInPage } from './run-in-page.js';

/** A code block with a button that runs the code in this page and shows its output below. */
export const RunExample: Component = defineComponent({
  props: { script: { type: String, required: true } },
  setup(props, { slots }) {
    const lines = ref<string[]>([]);
    const state = ref<'idle' | 'running' | 'done' | 'failed'>('idle');

    async function run(): Promise<void> {
      lines.value = [];
      state.value = 'running';
      try {
        await runInPage(decodeURIComponent(props.script), (line) => lines.value.push(line));
        state.value = 'done';
      } catch (error) {
        lines.value.push(String(error));
        state.value = 'failed';
      }
    }

    return () => {
      const isRunning = state.value === 'running';
      const label = isRunning ? 'Running…' : 'Run on the simulated exchange';
      return h('div', { class: 'run-example' }, [
        slots.default?.(),
        h('button', { type: 'button', disabled: isRunning, onClick: run }, label),
        state.value === 'idle'
          ? undefined
          : h('pre', { 'aria-live': 'polite', 'data-state': state.value }, h('code', lines.value.join('\n'))),
      ]);
    };
  },
});
