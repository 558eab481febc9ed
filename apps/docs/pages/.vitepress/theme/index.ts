import DefaultTheme from 'vitepress/theme';
import RunExample from './RunExample.vue';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }: { app: { component(name: string, component: unknown): void } }) {
    app.component('RunExample', RunExample);
  },
};
