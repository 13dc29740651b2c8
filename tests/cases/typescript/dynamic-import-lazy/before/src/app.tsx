import { lazy } from 'react';

const Widget = lazy(() => import('./Foo'));

export const app = () => <Widget />;
