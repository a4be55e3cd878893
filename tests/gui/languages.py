#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a text of the desktop program lacks its Russian translation, or a translation has other placeholders."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

SOURCE = pathlib.Path(os.environ.get('LONIEVE_SOURCE_DIR', pathlib.Path(__file__).resolve().parents[2]))
PLURAL_FORMS = {'ru': 3, 'en': 2}


def placeholders(text):
    return sorted(re.findall(r'%(?:L?\d+|L?n)', text or ''))


def check(path, language, complain):
    seen = 0
    for context in ET.parse(path).getroot().findall('context'):
        name = context.findtext('name')
        for message in context.findall('message'):
            source, translation = message.findtext('source'), message.find('translation')
            where = f'{language}: {name}: “{source}”'
            seen += 1
            if translation.get('type'):
                complain(f'{where} is {translation.get("type")}')
                continue
            plural = message.get('numerus') == 'yes'
            forms = [f.text for f in translation.findall('numerusform')] if plural else [translation.text]
            if plural and len(forms) != PLURAL_FORMS[language]:
                complain(f'{where} has {len(forms)} plural forms')
            for number, form in enumerate(forms):
                if not form:
                    complain(f'{where} is empty')
                # The form for one may leave the number out ("the first line").
                elif placeholders(form) != placeholders(source) and not (plural and number == 0):
                    complain(f'{where}: “{form}” has other placeholders')
                if form and language == 'ru' and source.count('&') == 1 and '&' not in form:
                    complain(f'{where}: “{form}” lost its shortcut')
    return seen


def plurals_in_sources():
    """Texts with a number, read from the sources directly: lupdate skips some calls without a word."""
    for folder in ('app', 'services', 'widgets', 'models'):
        for path in (SOURCE / folder).rglob('*.cpp'):
            for text in re.findall(r'"((?:[^"\\\n]|\\.)*%L?n(?:[^"\\\n]|\\.)*)"', path.read_text()):
                yield path.relative_to(SOURCE), text


def main():
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        # The committed files brought up to date with the sources: what is new there has no translation.
        subprocess.run([SOURCE / 'translations/update', folder], check=True, stderr=subprocess.DEVNULL)
        counts = {language: check(pathlib.Path(folder) / f'lonieve_{language}.ts', language, wrong.append)
                  for language in PLURAL_FORMS}
        known = {message.findtext('source') for message in
                 ET.parse(pathlib.Path(folder) / 'lonieve_ru.ts').getroot().iter('message')
                 if message.get('numerus') == 'yes'}
    for path, text in plurals_in_sources():
        if not any(text in source for source in known):
            wrong.append(f'{path}: “{text}” is not seen as a plural')
    for line in wrong:
        print(line)
    print(f'{counts["ru"]} Russian texts, {counts["en"]} English plurals, {len(wrong)} wrong')
    # A search that finds nothing proves nothing.
    if counts['ru'] < 300 or counts['en'] < 5:
        print('too few texts were found; is lupdate working?')
        return 1
    return 1 if wrong else 0


sys.exit(main())
