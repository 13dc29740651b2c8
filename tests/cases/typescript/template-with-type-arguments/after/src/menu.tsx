import styled from 'styled-components';
import { NewButton } from './button';

export const MenuButton = styled(NewButton)<{
  $active?: boolean;
}>`
  ${NewButton}:hover & {
    opacity: ${({ $active }) => ($active ? 1 : 0)};
  }
`;
