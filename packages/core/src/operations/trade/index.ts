export * from './cancel.js';
export * from './create-order.js';
export * from './order-answers.js';
export * from './order-params.js';
