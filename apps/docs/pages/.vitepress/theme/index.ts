import DefaultTheme from 'vitepress/theme';
import './chart.css';
import './run-example.css';
import { RunExample } from './run-example.js';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }: { app: { component(name: string, component: unknown): void } }) {
    app.component('RunExample', RunExample);
  },
};
