export const limit = 3;

export class Store {}

['get', 'set'].forEach((method) => {
  Store.prototype[method] = () => method;
});
