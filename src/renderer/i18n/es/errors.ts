import { touchdesignerErrors } from './errors-touchdesigner'

/** By ErrorCode. `{{...}}` are filled from the error's params. */
export const errors = {
  invalid_input: { message: 'Ese valor no es posible', hint: 'Revisa lo introducido e inténtalo de nuevo.' },
  unknown_command: { message: 'Esta consola es anterior a la cabina', hint: 'Vuelve a cargar esta página.' },
  not_allowed: { message: 'No permitido desde esta pantalla', hint: 'Hazlo en la consola del operador.' },
  not_found: { message: 'Ya no está ahí', hint: 'Puede que se haya quitado entretanto.' },
  not_possible_now: { message: 'No es posible ahora mismo', hint: 'Inténtalo de nuevo en un momento.' },
  internal: {
    message: 'Ocurrió algo inesperado',
    hint: 'Inténtalo de nuevo. Si se repite, abre la carpeta de registros.',
  },
  paused: { message: 'La cola está en pausa', hint: 'Reanuda la cola para tomar fotos.' },
  closing: { message: 'La consola se está cerrando', hint: 'Vuelve a abrirla para tomar fotos.' },
  disk_low: {
    message: 'El disco está casi lleno',
    hint: 'Haz sitio en el disco de este equipo: deben quedar 2 GB libres.',
  },
  no_camera: { message: 'Sin cámara', hint: 'Conecta una cámara o elige otra en Ajustes.' },
  camera_busy: { message: 'Otro programa usa la cámara', hint: 'Cierra el otro programa; la cámara vuelve sola.' },
  camera_denied: {
    message: 'La cámara no está permitida',
    hint: 'Permite el acceso a la cámara en la privacidad del sistema.',
  },
  camera_lost: { message: 'La cámara se desconectó', hint: 'Conéctala de nuevo; se encuentra sola.' },
  camera_silent: {
    message: 'La cámara no dio la foto a tiempo',
    hint: 'Pulsa otra vez. Si sigue igual, reconecta la cámara; si el ordenador es lento, espera más (Ajustes, Captura).',
  },
  interrupted_countdown: { message: 'Interrumpida antes de tomar la foto', hint: 'Pulsa otra vez: no se tomó nada.' },
  suspended: {
    message: 'El equipo se durmió durante la cuenta atrás',
    hint: 'Pulsa otra vez y desactiva la suspensión durante el evento.',
  },
  picture_empty: { message: 'El archivo de la foto está vacío', hint: 'Elige otro archivo.' },
  picture_unreadable: { message: 'La foto no se puede leer', hint: 'Puede estar dañada. Elige otro archivo.' },
  picture_too_large: { message: 'La foto es demasiado grande', hint: 'Como mucho 50 MB y 60 megapíxeles.' },
  picture_unsupported: { message: 'Ese tipo de archivo no sirve', hint: 'Usa JPEG, PNG o WebP.' },
  picture_timeout: { message: 'Leer la foto tardó demasiado', hint: 'Inténtalo de nuevo o usa una foto más pequeña.' },
  picture_not_kept: { message: 'La foto aún no se pudo guardar', hint: 'Sigue aquí. Revisa el disco y reinténtala.' },
  original_missing: { message: 'Falta la foto original', hint: 'Su archivo se quitó de la carpeta de datos.' },
  style_unknown: {
    message: 'Ese estilo no existe',
    hint: 'Elige otro estilo.',
    message_import: 'No están en este equipo: {{names}}',
    hint_import: 'Elige otros estilos después de importar.',
  },
  style_broken: {
    message: 'Ese estilo está roto',
    message_named: 'El estilo «{{name}}» está roto',
    hint: 'Repara su style.json o elige otro estilo.',
  },
  input_unknown: {
    message: 'El estilo no tiene ese valor',
    hint: 'Mira en su style.json qué valores tiene.',
    message_named: 'El estilo «{{name}}» no tiene ningún valor «{{input}}»',
    hint_named: 'Tiene: {{known}}.',
  },
  input_unfit: {
    message: 'El valor es de otro tipo',
    hint: 'Pon un número donde hay un número.',
    message_named: 'El valor «{{input}}» del estilo «{{name}}» es de otro tipo',
    hint_named: 'Pon un número donde hay un número y una palabra donde hay una palabra.',
  },
  picture_needed: {
    message: 'Este estilo trabaja sobre una foto',
    message_named: 'El estilo «{{name}}» trabaja sobre una foto',
    hint: 'Elige un estilo que se haga con palabras.',
  },
  backend_unknown: { message: 'Lo que hace este estilo no está instalado', hint: 'Elige otro estilo.' },
  backend_unavailable: {
    message: 'Nada puede generar este estilo ahora',
    hint: 'Arranca su servidor o elige un estilo integrado.',
  },
  generation_failed: { message: 'La generación falló', hint: 'Inténtalo de nuevo o elige otro estilo.' },
  generation_timeout: {
    message: 'La generación tardó demasiado',
    hint: 'Inténtalo de nuevo o elige un estilo más rápido.',
  },
  workflow_invalid: {
    message: 'El flujo de trabajo del estilo no encaja',
    message_named: 'El flujo de trabajo del estilo «{{name}}» no encaja ({{place}})',
    hint: 'Compara su style.json con el flujo, o exporta el flujo otra vez en formato API.',
  },
  workflow_refused: {
    message: 'ComfyUI rechazó el flujo de trabajo',
    message_missing: 'ComfyUI rechazó el flujo: {{place}} está vacío',
    message_choice: 'ComfyUI rechazó el flujo: {{place}} no conoce «{{value}}»',
    message_range: 'ComfyUI rechazó el flujo: {{place}} no puede valer {{value}}',
    message_type: 'ComfyUI rechazó el flujo: {{place}} espera otro tipo de valor',
    message_wiring: 'ComfyUI rechazó el flujo: {{place}} está mal conectado',
    message_picture: 'ComfyUI no encontró la foto para {{place}}',
    hint: 'Corrige el flujo en ComfyUI y expórtalo otra vez.',
    hint_choice: 'Puede ser: {{allowed}}.',
    hint_range: 'Puede ser: {{allowed}}.',
    hint_picture: 'Inténtalo de nuevo; la foto se envía otra vez.',
  },
  node_missing: {
    message: 'A ComfyUI le falta un nodo',
    message_named: 'A ComfyUI le falta el nodo «{{node}}» para el estilo «{{name}}»',
    hint: 'Actualiza ComfyUI, o instálalo con ComfyUI-Manager: Install Missing Custom Nodes.',
  },
  model_missing: {
    message: 'A ComfyUI le falta un modelo',
    message_named: 'A ComfyUI le falta el modelo «{{file}}» para el estilo «{{name}}»',
    hint: 'Ponlo en models/{{folder}} en el servidor y pulsa R en ComfyUI.',
    hint_similar: 'Ponlo en models/{{folder}} en el servidor, o escribe «{{similar}}» en style.json: ese sí está.',
    message_similar: 'A ComfyUI le falta el modelo «{{file}}» para el estilo «{{name}}»',
  },
  result_empty: {
    message: 'ComfyUI dio una imagen vacía',
    message_uniform: 'ComfyUI dio una imagen de un solo color',
    message_unchanged: 'ComfyUI devolvió la foto sin cambios',
    hint: 'Inténtalo con otra semilla. Si sigue igual, el modelo o su VAE no encaja con el estilo.',
  },
  generation_interrupted: {
    message: 'El trabajo en {{server}} se detuvo allí',
    hint: 'Alguien pulsó Cancelar en ComfyUI. Inténtalo de nuevo.',
  },
  ...touchdesignerErrors,
  server_unset: { message: 'No hay ningún servidor de ComfyUI', hint: 'Añade uno en Ajustes, en Servidores.' },
  server_unreachable: {
    message: '{{server}} no responde',
    hint: '¿Está ComfyUI en marcha allí y funciona la red? Se vuelve a intentar solo.',
  },
  server_refused: {
    message: '{{server}} nos rechaza',
    hint: 'Revisa la dirección y las cabeceras de acceso del servidor en Ajustes.',
  },
  server_failed: { message: '{{server}} dio un error', hint: 'Mira los detalles o la ventana de ComfyUI.' },
  server_stalled: { message: '{{server}} está colgado', hint: 'Reinicia ComfyUI allí. Su trabajo sigue en otro.' },
  out_of_memory: {
    message: '{{server}} se quedó sin memoria',
    hint: 'Usa una imagen más pequeña o un estilo más ligero, o cierra otros programas allí.',
  },
  poison: { message: 'Esta foto falló tres veces', hint: 'Prueba con otro estilo.' },
  share_away: {
    message_import: '{{dir}} no está en este equipo',
    hint_import: 'Elige la carpeta de salida después de importar.',
    message: 'La carpeta de salida no está',
    hint: 'Conecta la unidad o abre su programa. Las fotos esperan aquí y salen solas.',
    message_looking: 'Buscando la carpeta de salida',
    hint_looking: 'Un momento.',
    message_unmarked: 'Esta no es la carpeta de salida elegida',
    hint_unmarked: 'Le falta su marca. Conecta la unidad correcta; si es la buena, dilo en Ajustes.',
    message_other: 'En su sitio hay otra unidad',
    hint_other: 'Conecta la unidad correcta; si es la buena, dilo en Ajustes.',
    message_silent: 'La carpeta de salida no responde',
    hint_silent: 'Revisa la red o la unidad. Las fotos esperan aquí y salen solas.',
    'message_not-made': 'No se puede crear la carpeta de salida',
    'hint_not-made': 'Elige otra carpeta en Ajustes o conecta la unidad.',
    message_damaged: 'La marca de la carpeta de salida está dañada',
    hint_damaged: 'Si la carpeta es la buena, borra en ella .photocall-share.json y dilo en Ajustes.',
  },
  share_full: {
    message: 'La carpeta de salida está llena',
    hint: 'Haz sitio en ella. Las fotos esperan aquí y salen solas.',
  },
  share_read_only: {
    message: 'No se puede escribir en la carpeta de salida',
    hint: 'Permite a este usuario escribir en ella. Las fotos esperan aquí y salen solas.',
  },
  share_verify_failed: {
    message: 'Una copia no se leyó igual que se escribió',
    hint: 'Se intenta de nuevo. Revisa la unidad si se repite.',
  },
  spool_unreadable: { message: 'La foto final no se puede leer', hint: 'Sigue aquí. Revisa el disco y reinténtala.' },
  name_invalid: {
    message: 'Ese nombre no es posible',
    hint: 'Usa otros campos o caracteres.',
    message_taken: 'La carpeta es aquí de otro evento; se usa «{{taken}}»',
    hint_taken: 'Cámbiala después de importar.',
  },
  settings_invalid: { message: 'El archivo de ajustes tenía errores', hint: 'Se guardó aparte; revisa Ajustes.' },
  settings_foreign: {
    message: 'No es un archivo de ajustes de una cabina de fotos',
    hint: 'Elige un archivo guardado con «Exportar ajustes».',
  },
  settings_newer: {
    message: 'Una versión más nueva guardó este archivo de ajustes',
    hint: 'Actualiza esta consola e impórtalo de nuevo.',
  },
  settings_changed: {
    message_undo: 'Desde entonces se ha cambiado otro ajuste',
    hint_undo: 'No se ha deshecho nada. Mira cómo están ahora los ajustes.',
    message: 'Los ajustes cambiaron desde la vista previa',
    hint: 'Mira la vista previa otra vez y aplícala.',
  },
  event_unknown: { message: 'Ese evento ya no está en la lista', hint: 'Elige otro evento.' },
  event_in_use: {
    message: 'Este evento tiene {{jobs}} fotos',
    hint: 'Confirma para quitarlo de la lista; sus fotos se quedan.',
  },
  event_active: { message: 'Se están tomando fotos para este evento', hint: 'Elige antes otro evento.' },
  consent_missing: { message: 'El invitado aún no ha aceptado', hint: 'Muestra antes el texto del evento.' },
  overlay_unsuitable: {
    message: 'Esa imagen no sirve para superponer',
    hint: 'Usa un PNG con transparencia, de 8 MB y 8000 píxeles por lado como mucho.',
  },
  overlay_missing: {
    message_import: 'La imagen superpuesta no está en el archivo',
    hint_import: 'Ponla en el evento a mano.',
    message: 'Falta la imagen superpuesta del evento',
    hint: 'Ponla otra vez en el evento y reintenta la foto.',
  },
  clock_jumped: {
    message: 'El reloj del equipo se movió {{by}}',
    hint: 'Comprueba la fecha y la hora y confírmalas aquí; hasta entonces no se borra nada por antigüedad.',
  },
  date_unsure: {
    message: '¿Hoy es {{date}}?',
    hint: 'La cabina estuvo un tiempo sin usarse. Según esta fecha toca borrar fotos: {{due}}. Confirma la fecha si es correcta.',
  },
  data_folder_owned: {
    message: 'Otra consola usa esta carpeta de datos',
    hint: 'Ciérrala o elige otra carpeta de datos.',
  },
  data_folder_remote: {
    message: 'La carpeta de datos está en una unidad de red',
    hint: 'Elige una carpeta del disco de este equipo. Las fotos terminadas sí pueden ir a una unidad de red: es la carpeta de salida.',
  },
  restored: {
    message: 'El diario se restauró y no dice si esta foto se terminó',
    hint: 'Mira en la carpeta de salida. Si la foto no está, reinténtala.',
  },
  journal_restored: {
    message:
      'El diario no se podía usar y se restauró de la copia del {{backup}}; volvieron {{jobs}} fotos más recientes',
    hint: 'Reintenta los trabajos fallidos cuya foto no esté en la carpeta de salida. El archivo antiguo se conserva en la carpeta de datos: {{file}}',
  },
  journal_emptied: {
    message:
      'El diario no se podía usar y no había ninguna copia buena; volvieron {{jobs}} fotos a partir de sus originales',
    hint: 'Reintenta los trabajos fallidos cuya foto no esté en la carpeta de salida. El archivo antiguo se conserva en la carpeta de datos: {{file}}',
  },
  journal_rows_unreadable: {
    message: 'El diario contiene trabajos que no se pueden leer: {{jobs}}',
    hint: 'Todos los demás siguen. Sus originales están en la carpeta de datos; mira en los registros.',
  },
  backup_failed: {
    message: 'No se pudo hacer la copia del diario',
    hint: 'Haz sitio en el disco de este equipo. Las fotos se guardan igualmente.',
  },
  port_taken: { message: 'Otro programa ocupa el puerto', hint: 'Elige otro puerto en Ajustes.' },
  pin_wrong: { message: 'PIN incorrecto', hint: 'Inténtalo de nuevo.' },
  pin_locked: { message: 'Demasiados intentos fallidos', hint: 'Espera un minuto.' },
  pin_unset: { message: 'No hay PIN', hint: 'Pon uno antes en Ajustes.' },
  no_kiosk_display: {
    message: 'No hay monitor para la pantalla de invitados',
    hint: 'Conecta un monitor, o permite la pantalla de invitados en uno en Ajustes, Kiosco.',
  },
  login_unavailable: {
    message: 'Solo la aplicación instalada puede iniciarse con la sesión',
    hint: 'Instala la aplicación y actívalo allí.',
  },
  support_failed: {
    message: 'El archivo de asistencia no se pudo guardar',
    hint: 'Elige otra carpeta.',
  },
  certificate_unusable: {
    message: '{{path}} no sirve para https',
    hint: 'Pon un certificado y su clave: archivos PEM que este usuario pueda leer, sin contraseña.',
  },
  console_certificate: {
    message: '{{path}} no sirve para https: hasta entonces solo este equipo llega a la consola',
    hint: 'Arregla el archivo o vacía el certificado en Ajustes, Red; después reinicia la consola.',
  },
  guests_unreachable: {
    message: '{{url}} no responde ({{reason}})',
    hint: 'Revisa el cortafuegos, el túnel y cómo está escrita la dirección.',
  },
  guests_elsewhere: {
    message: '{{url}} responde, pero no son las páginas de invitados de este photocall ({{status}})',
    hint: 'Lleva el túnel o el proxy al puerto de las páginas de invitados, y a nada más.',
  },
  unwanted: { message: 'El invitado quiere que se borre esta foto', hint: 'No hay nada que hacer.' },
  guest_wish: {
    message: 'El invitado de la foto n.º {{number}} quiere que se borre',
    hint: 'Ya está oculta y se borrará de todas partes a las {{time}}, salvo que cambie de opinión.',
  },
  guest_erased: {
    message: 'La foto n.º {{number}} está borrada, como quería su invitado',
    hint: 'No queda nada de ella al alcance de este photocall.',
  },
  too_busy: { message: 'Demasiado a la vez', hint: 'Inténtalo de nuevo en unos segundos.' },
  too_many_requests: { message: 'Demasiadas peticiones en poco tiempo', hint: 'Inténtalo de nuevo en unos segundos.' },
  room_full: {
    message: 'Ya dibujan {{limit}} dispositivos en {{room}}',
    hint: 'Cierra la página en uno de ellos o abre otra sala.',
  },
  room_unknown: { message: 'La sala {{room}} ya no existe', hint: 'Abre otra.' },
  rooms_full: { message: 'Hay {{limit}} salas abiertas', hint: 'Cierra una que nadie necesite.' },
  drawing_missing: { message: 'En {{room}} aún no se ha dibujado nada', hint: 'Dibuja algo primero.' },
  token_name_taken: {
    message: 'Ya hay un token llamado «{{name}}»',
    hint: 'Elige otro nombre o revoca antes ese token.',
  },
} as const
