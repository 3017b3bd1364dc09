import { Icon } from '../../components/icon.tsx'
import { saveFile } from '../../components/save-file.ts'
import { pictureFileName } from '../../format.ts'
import { pictureOf } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import { useLane } from './run-context.ts'

export function DownloadLink({ index }: { readonly index: number }) {
  const picture = useLane(index, (lane) => pictureOf(lane))
  const name = useLane(index, (lane) => lane.design?.name ?? '')
  if (!picture) return null
  const fileName = pictureFileName(name, index, picture.mediaType)
  const onClick = (event: MouseEvent) => {
    event.preventDefault()
    void saveFile(picture.href, fileName)
  }
  return (
    <a
      href={picture.href}
      download={fileName}
      data-download
      onClick={onClick}
      class="button button-bare px-2.5"
      aria-label={strings.lane.downloadLabel(index)}
      title={strings.lane.download}
    >
      <Icon name="download" />
    </a>
  )
}
