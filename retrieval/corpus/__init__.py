"""From files to documents, sentences and passages.

- ``folder``: which files a corpus holds, and what each gives: documents, or why not.
- ``reader``: the bytes of a file, then what they give.
- ``archive``: the files of a zip archive, each as if it lay in a folder.
- ``names``: what a file's name alone says.
- ``formats``: which suffix is read by what.
- ``isolation``, ``isolated``: parsing in a process of its own, the parent's side and the child's.
- ``source``: a file before it is read, and a file that was not.
- ``signatures``: what a file is by its first bytes, whatever its name says.
- ``encoding``: bytes to text: UTF-8, UTF-16 with its mark, windows-1256 by detection.
- ``text``, ``markdown``, ``html``, ``jsonl``, ``csv``: one reader per format.
- ``docx``, ``epub``: documents that are packed XML, which ``package`` opens.
- ``pdf``: PDF; ``pdf_pages`` makes paragraphs of pages, ``glyphs`` lines of what is drawn, and
  ``visual_order`` finds the order in which a line is read.
- ``extracted``: paragraphs, headings and labels of such documents to a document.
- ``labels``: title, outlet, date and language of an article, stated or found; ``fields`` are those
  stated in front matter or in a file beside it, ``page_labels`` in a page; ``dates``,
  ``languages`` and ``outlets`` know the forms they take.
- ``articles``: what ``jsonl`` and ``csv`` make of a line or a row.
- ``titles``: the title that a text carries, or one made from its first words.
- ``tables``: word lists, which lie in data files.
- ``furniture``: lines that are the page's and not the article's.
- ``outline``: a document's sentences, each with its role.
- ``blocks``: the parts of a document that are split into sentences each on its own.
- ``duplicates``: when two sentences say the same.
- ``passages``: sentences to passages.

Whatever a file holds, reading it gives documents or reasons, never an exception.
"""
