import { useRoute } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { nextTick, onMounted, watch } from 'vue';
import './chart.css';
import './pages.css';
import './run-example.css';
import { RunExample } from './run-example.js';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }: { app: { component(name: string, component: unknown): void } }) {
    app.component('RunExample', RunExample);
  },
  setup() {
    const route = useRoute();
    onMounted(showActiveItem);
    watch(() => route.path, showActiveItem, { flush: 'post' });
  },
};

/**
 * Scrolls the sidebar to the link of the current page. The list of operations is longer than a screen, so the link may
 * be out of sight.
 */
async function showActiveItem(): Promise<void> {
  await nextTick();
  document.querySelector('.VPSidebarItem.level-1.is-active')?.scrollIntoView({ block: 'nearest' });
}
