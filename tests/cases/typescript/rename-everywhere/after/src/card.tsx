export const NewCard = (props: { title: string }) => <p>{props.title}</p>;

NewCard.displayName = 'Card';
