import { Button } from '.';

export const x = <Button />;
