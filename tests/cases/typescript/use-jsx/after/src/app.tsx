import { NewCard } from './new';

export const one = <NewCard title="one" />;
export const two = (
  <NewCard title="two">
    <b>bold</b>
  </NewCard>
);
export const three = { Card: NewCard, element: NewCard({ title: 'three' }) };
