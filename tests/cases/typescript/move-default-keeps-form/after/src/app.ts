import isHosted from './env/hosted';
import { env } from './settings';

export { default as hosted } from './env/hosted';
const late = () => import('./env/hosted');

console.log(isHosted(), env, late);
