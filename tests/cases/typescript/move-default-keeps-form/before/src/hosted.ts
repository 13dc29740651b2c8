import { env } from './settings';

/** Whether the cloud hosts it. */
const isHosted = (): boolean => env.HOSTED === 'yes';

export default isHosted;
