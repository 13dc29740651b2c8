export const one = () => import('./legacy').then((m) => new m.OldStore());
export const two = () => import('./legacy').then(({ OldStore }) => new OldStore());
export const three = () =>
  import('./legacy').then((m) => ({ default: m.OldStore }));
