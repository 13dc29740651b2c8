function Shelf(props: { OldStore: string }) {
  return <p title={props.OldStore}>shelf</p>;
}

export const shelf = <Shelf OldStore="red" />;
