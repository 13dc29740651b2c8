import styled from 'styled-components';

export const NewButton = styled.div<{ $wide: boolean }>`
  width: ${(props) => (props.$wide ? `${100}%` : 'auto')};
`;
