/** The hand-written pages, in the groups and the sequence of the sidebar. */
export const guides: readonly {
  readonly text: string;
  readonly pages: readonly (readonly [path: string, text: string])[];
}[] = [
  {
    text: 'Getting started',
    pages: [
      ['guide/node', 'Node'],
      ['guide/tour', 'A tour'],
      ['guide/browser', 'Browser'],
      ['guide/workers', 'Workers'],
      ['guide/react-native', 'React Native'],
    ],
  },
  {
    text: 'Trading',
    pages: [
      ['guide/market-data', 'Prices and history'],
      ['guide/keys', 'Keys and signing'],
      ['guide/orders', 'Orders and order rules'],
      ['guide/errors', 'Errors and unknown outcomes'],
      ['guide/limits', 'Limits and waiting'],
      ['guide/fleet', 'Several processes'],
      ['guide/time', 'Time'],
      ['guide/events', 'Seeing what happens'],
      ['guide/environments', 'Environments'],
    ],
  },
  {
    text: 'Streams',
    pages: [
      ['guide/streams', 'Streams'],
      ['guide/order-books', 'Order books'],
      ['guide/user-data', 'User data'],
      ['guide/ws-api', 'WebSocket API from a page'],
    ],
  },
  {
    text: 'Testing',
    pages: [
      ['guide/testing', 'Testing your bot'],
      ['guide/test-runners', 'Vitest, Jest and node:test'],
      ['guide/paper-trading', 'Paper trading'],
      ['guide/backtests', 'Backtests'],
      ['guide/other-clients', 'The simulator for other clients'],
      ['guide/drop-in', 'Drop-in mode'],
    ],
  },
  {
    text: 'In your project',
    pages: [
      ['guide/bundlers', 'Bundlers and frameworks'],
      ['guide/performance', 'Performance and size'],
      ['guide/security', 'Security of keys'],
      ['guide/questions', 'Questions'],
      ['guide/versions', 'Versions'],
      ['guide/contributing', 'Add an operation'],
    ],
  },
  {
    text: 'Migration',
    pages: [
      ['migrate/python-binance', 'python-binance'],
      ['migrate/binance', 'binance (Siebly)'],
      ['migrate/binance-spot', '@binance/spot'],
      ['migrate/ccxt', 'ccxt'],
    ],
  },
];

export const guideOrder: readonly string[] = guides.flatMap(({ pages }) => pages.map(([path]) => path));
