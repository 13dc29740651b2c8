import isHosted from './hosted';
import { env } from './settings';

export { default as hosted } from './hosted';
const late = () => import('./hosted');

console.log(isHosted(), env, late);
