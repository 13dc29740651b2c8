import { lazy } from 'react';

const Widget = lazy(() => import('./Bar'));

export const app = () => <Widget />;
