import { OldCard } from './legacy';

export const one = <OldCard title="one" />;
export const two = (
  <OldCard title="two">
    <b>bold</b>
  </OldCard>
);
export const three = { Card: OldCard, element: OldCard({ title: 'three' }) };
