export const one = () => import('./new').then((m) => new m.NewStore());
export const two = () => import('./new').then(({ NewStore }) => new NewStore());
export const three = () =>
  import('./new').then((m) => ({ default: m.NewStore }));
