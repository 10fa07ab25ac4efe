// Draws the charts of a report page. Runs in a browser as a plain script, after uPlot; the page works without it.
;(() => {
  const charts = JSON.parse(document.getElementById('chart-data').textContent)
  const pixelRatio = () => window.devicePixelRatio || 1
  const drawn = new Map()

  // The same words as in the rest of the page: 10 M, 2 bn, 1:11, 12.3 ms.
  const plain = (value, digits) => value.toLocaleString('en-US', { maximumFractionDigits: digits })
  const large = (value) =>
    value >= 1e9
      ? `${plain(value / 1e9, 2)} bn`
      : value >= 1e6
        ? `${plain(value / 1e6, 2)} M`
        : value >= 1e3
          ? `${plain(value / 1e3, 0)} k`
          : plain(value, 2)
  const waiting = (valueMs) =>
    valueMs >= 60_000
      ? offset(valueMs / 1000)
      : valueMs >= 1000
        ? `${plain(valueMs / 1000, 2)} s`
        : `${plain(valueMs, valueMs >= 10 ? 1 : 3)} ms`
  const units = { yuan: large, ms: waiting, perSec: large }
  const endings = { yuan: ' yuan', ms: '', perSec: '/s' }

  function offset(seconds) {
    const whole = Math.floor(Math.abs(seconds))
    const hours = Math.floor(whole / 3600)
    const minutes = Math.floor((whole % 3600) / 60)
    const two = (part) => String(part).padStart(2, '0')
    const text = hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
    return seconds <= -1 ? `−${text}` : text
  }

  // Round times on a logarithmic axis; as many as have room.
  const roundTimes = [1, 2, 5, 10, 30, 60, 120, 300, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 604_800]
  const tickTimes = (width) =>
    width < 520
      ? [1, 10, 60, 600, 3600, 86_400]
      : roundTimes.filter((time) => ![2, 5, 30, 120, 1800, 43_200].includes(time))
  const tickName = (seconds) =>
    seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${plain(seconds / 60, 0)} min` : `${plain(seconds / 3600, 0)} h`

  function powersOfTen(min, max) {
    const ticks = []
    for (let power = Math.floor(Math.log10(min)); 10 ** power <= max * 1.0001; power++)
      if (10 ** power >= min * 0.9999) ticks.push(10 ** power)
    return ticks
  }

  function theme() {
    const style = getComputedStyle(document.documentElement)
    return (name) => style.getPropertyValue(`--${name}`).trim()
  }

  // Lines differ in their dashes too, so that nobody has to tell colours apart.
  function lineStyle(style, color, isStepped) {
    const steps = isStepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}
    const named = { one: [], two: [7, 4], three: [2, 3], four: [10, 3, 2, 3], five: [4, 4] }
    switch (style) {
      case 'main':
        return { stroke: color('accent'), width: 2.25 }
      case 'area':
        return { stroke: color('accent'), width: 1.5, fill: color('accent-soft'), ...steps }
      case 'quiet':
        return { stroke: color('ink'), width: 1.25, dash: [5, 4], ...steps }
      case 'faint':
        return { stroke: color('soft'), width: 1, dash: [1.5, 3] }
      default:
        return { stroke: color(style), width: 1.75, dash: named[style] }
    }
  }

  // A legend's mark is a border, which knows only these.
  function borderOf(dash) {
    return dash === undefined || dash.length === 0 ? 'solid' : dash[0] < 4 ? 'dotted' : 'dashed'
  }

  function extent(chart) {
    const values = chart.lines
      .flatMap((line) => line.y)
      .concat(chart.marks.map((mark) => mark.y))
      .filter((value) => value !== null)
    return values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0.1, 1]
  }

  // Logarithmic: from a power of ten to a little above the largest value; money starts a tenth below the first milestone.
  function valueRange(chart) {
    const [min, max] = extent(chart)
    if (chart.unit === 'perSec') return [0, max > 0 ? max * 1.08 : 1]
    const least =
      chart.marks.length > 0 ? Math.min(...chart.marks.map((mark) => mark.y)) / 10 : 10 ** Math.floor(Math.log10(min))
    return [least, Math.max(max * 1.6, least * 10)]
  }

  function timeRange(chart) {
    const times = chart.x.concat(chart.marks.map((mark) => mark.x))
    return [Math.min(...times), Math.max(...times) * (chart.xScale === 'log' ? 1.25 : 1)]
  }

  function shadeUnjudged(plot, chart, color) {
    if (chart.unjudgedFromSec === null) return
    const { ctx, bbox } = plot
    const left = Math.max(bbox.left, plot.valToPos(chart.unjudgedFromSec, 'x', true))
    ctx.save()
    ctx.globalAlpha = 0.6
    ctx.fillStyle = color('rule')
    ctx.fillRect(left, bbox.top, bbox.left + bbox.width - left, bbox.height)
    ctx.globalAlpha = 1
    ctx.fillStyle = color('soft')
    ctx.font = font(12)
    ctx.textAlign = 'left'
    ctx.fillText('time-lapse, not judged', left + 8 * pixelRatio(), bbox.top + 18 * pixelRatio())
    ctx.restore()
  }

  // T0 as a line, where the chart has a before and an after.
  function drawOpening(plot, chart, color) {
    if (chart.xScale === 'log' || chart.x[0] >= 0) return
    const { ctx, bbox } = plot
    const x = plot.valToPos(0, 'x', true)
    ctx.save()
    ctx.setLineDash([])
    ctx.strokeStyle = color('soft')
    ctx.lineWidth = pixelRatio()
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.fillStyle = color('soft')
    ctx.font = font(12)
    ctx.textAlign = 'right'
    ctx.fillText('T0', x - 6 * pixelRatio(), bbox.top + 13 * pixelRatio())
    ctx.restore()
  }

  // A milestone reached in time is a ring, any other a cross.
  function drawMarks(plot, chart, color) {
    const { ctx, bbox } = plot
    const radius = 5 * pixelRatio()
    ctx.save()
    ctx.setLineDash([])
    ctx.font = font(12)
    ctx.lineWidth = 2 * pixelRatio()
    for (const mark of chart.marks) {
      const x = plot.valToPos(mark.x, 'x', true)
      const y = plot.valToPos(mark.y, 'y', true)
      ctx.strokeStyle = color(mark.verdict === 'PASS' ? 'good' : mark.verdict === 'FAIL' ? 'bad' : 'open')
      ctx.beginPath()
      if (mark.verdict === 'PASS') {
        ctx.arc(x, y, radius, 0, 2 * Math.PI)
        ctx.fillStyle = color('surface')
        ctx.fill()
      } else {
        ctx.moveTo(x - radius, y - radius)
        ctx.lineTo(x + radius, y + radius)
        ctx.moveTo(x + radius, y - radius)
        ctx.lineTo(x - radius, y + radius)
      }
      ctx.stroke()
      ctx.fillStyle = color('ink')
      const label = mark.label.length > 24 ? `${mark.label.slice(0, 23)}…` : mark.label
      const isCrowded = x + ctx.measureText(label).width + 14 * pixelRatio() > bbox.left + bbox.width
      ctx.textAlign = isCrowded ? 'right' : 'left'
      ctx.fillText(label, x + (isCrowded ? -10 : 10) * pixelRatio(), y + (isCrowded ? -8 : 17) * pixelRatio())
    }
    ctx.restore()
  }

  function font(size) {
    return `${size * pixelRatio()}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`
  }

  function options(chart, width, height) {
    const color = theme()
    const name = units[chart.unit]
    const axis = {
      stroke: color('soft'),
      font: '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
      ticks: { show: false },
    }
    const grid = { stroke: color('rule'), width: 1 }
    const isLogTime = chart.xScale === 'log'
    const isLogValue = chart.unit !== 'perSec'
    return {
      width,
      height,
      padding: [8, 12, 0, 0],
      cursor: { y: false, drag: { x: false, y: false } },
      legend: { live: true, markers: { width: 2, dash: (plot, index) => borderOf(plot.series[index].dash) } },
      scales: {
        x: { time: false, distr: isLogTime ? 3 : 1, range: () => timeRange(chart) },
        y: { distr: isLogValue ? 3 : 1, range: () => valueRange(chart) },
      },
      axes: [
        {
          ...axis,
          size: 34,
          gap: 8,
          grid: { ...grid, show: isLogTime },
          ...(isLogTime && {
            splits: (_, __, min, max) => tickTimes(width).filter((time) => time >= min && time <= max),
            filter: (_, ticks) => ticks,
          }),
          values: (_, ticks) => ticks.map((tick) => (isLogTime ? tickName(tick) : offset(tick))),
        },
        {
          ...axis,
          grid,
          size: 64,
          ...(isLogValue && { splits: (_, __, min, max) => powersOfTen(min, max), filter: (_, ticks) => ticks }),
          values: (_, ticks) => ticks.map(name),
        },
      ],
      series: [
        { label: 'at', value: (_, value) => (value === null ? '' : offset(value)) },
        ...chart.lines.map((line) => ({
          label: line.label,
          ...lineStyle(line.style, color, chart.unit === 'perSec'),
          points: { show: false },
          value: (_, value) => (value === null ? '' : name(value) + endings[chart.unit]),
        })),
      ],
      hooks: {
        drawClear: [(plot) => shadeUnjudged(plot, chart, color), (plot) => drawOpening(plot, chart, color)],
        draw: [(plot) => drawMarks(plot, chart, color)],
      },
    }
  }

  function draw(chart) {
    const place = document.querySelector(`[data-chart="${chart.id}"]`)
    if (place === null) return
    drawn.get(chart.id)?.destroy()
    const height = place.classList.contains('tall') ? 390 : 230
    const plot = new uPlot(
      options(chart, place.clientWidth, height),
      [chart.x, ...chart.lines.map((line) => line.y)],
      place,
    )
    drawn.set(chart.id, plot)
  }

  const drawAll = () => charts.forEach(draw)
  drawAll()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll)
  let width = document.documentElement.clientWidth
  addEventListener('resize', () => {
    if (document.documentElement.clientWidth === width) return
    width = document.documentElement.clientWidth
    drawAll()
  })
})()
