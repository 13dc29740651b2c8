export function OldStore(props: { title: string }) {
  return <p>{props.title}</p>;
}
