/** What is wrong with a field, below it; named by the field's `aria-describedby`. */
export function FieldFault({ id, text }: { readonly id: string; readonly text: string | undefined }) {
  return (
    <p id={id} role="alert" class="text-sm font-medium text-bad empty:hidden">
      {text}
    </p>
  )
}
