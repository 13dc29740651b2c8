export const OldCard = (props: { title: string }) => <p>{props.title}</p>;

OldCard.displayName = 'Card';
