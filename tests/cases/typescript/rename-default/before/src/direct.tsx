import Button from './Button';

export const all = [<Button />, require('./Button').default];
