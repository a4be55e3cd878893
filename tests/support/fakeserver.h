// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>
#include <QUrlQuery>

#include <functional>

namespace lonieve::test {

/// A tiny HTTP server in the test's own event loop: one handler answers everything, and may answer late,
/// never, or by dropping the connection.
class FakeServer final : public QObject
{
public:
    struct Request
    {
        QByteArray method;
        QString path;
        QUrlQuery query;
        QHash<QByteArray, QByteArray> headers; // lower case
        QByteArray body;

        QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
        QString text(const char *name) const
        {
            return query.queryItemValue(QString::fromLatin1(name), QUrl::FullyDecoded);
        }
    };
    struct Answer
    {
        int status = 200;
        QByteArray body = "{}";
        int delayMs = 0;
        bool drop = false;    // close without an answer
        bool silence = false; // never answer
        QByteArray extraHeaders = {};
        QByteArray type = "application/json";
    };
    using Handler = std::function<Answer(const Request &)>;

    FakeServer()
    {
        connect(&m_server, &QTcpServer::newConnection, this, &FakeServer::accept);
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("fake server cannot listen");
    }

    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort())); }
    quint16 port() const { return m_server.serverPort(); }
    void close() { m_server.close(); }

    static Answer json(const QJsonObject &object, int status = 200)
    {
        return {status, QJsonDocument(object).toJson(QJsonDocument::Compact)};
    }
    static Answer problem(int status, const QString &code, const QString &message)
    {
        return json({{QStringLiteral("type"), QStringLiteral("about:blank")},
                     {QStringLiteral("status"), status},
                     {QStringLiteral("code"), code},
                     {QStringLiteral("message"), message}},
                    status);
    }

    Handler handler;
    QList<Request> requests; // everything received, in order

    qsizetype count(const QString &path) const
    {
        return std::count_if(requests.begin(), requests.end(),
                             [&](const Request &request) { return request.path == path; });
    }

private:
    void accept()
    {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            socket->setParent(this);
            auto *buffer = new QByteArray;
            connect(socket, &QObject::destroyed, this, [buffer] { delete buffer; });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QTcpSocket::readyRead, this, [this, socket, buffer] {
                *buffer += socket->readAll();
                take(socket, *buffer);
            });
        }
    }

    void take(QTcpSocket *socket, QByteArray &buffer)
    {
        const qsizetype end = buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        Request request;
        const QList<QByteArray> lines = buffer.left(end).split('\n');
        const QList<QByteArray> first = lines.first().trimmed().split(' ');
        for (qsizetype i = 1; i < lines.size(); ++i) {
            const qsizetype colon = lines[i].indexOf(':');
            request.headers.insert(lines[i].left(colon).toLower(), lines[i].mid(colon + 1).trimmed());
        }
        const qsizetype length = request.headers.value("content-length").toLongLong();
        if (buffer.size() < end + 4 + length)
            return;
        request.body = buffer.mid(end + 4, length);
        buffer.remove(0, end + 4 + length);
        request.method = first.value(0);
        const QUrl target = QUrl::fromEncoded(first.value(1));
        request.path = target.path();
        request.query = QUrlQuery(target);
        requests.append(request);

        const Answer answer = handler ? handler(request) : Answer{404, "{}"};
        if (answer.silence)
            return;
        const QPointer<QTcpSocket> alive(socket);
        const auto send = [alive, answer] {
            if (!alive)
                return;
            if (answer.drop) {
                alive->abort();
                return;
            }
            alive->write("HTTP/1.1 " + QByteArray::number(answer.status) + " X\r\nContent-Type: " +
                         answer.type + "\r\nContent-Length: " + QByteArray::number(answer.body.size()) +
                         "\r\n" + answer.extraHeaders + "\r\n" + answer.body);
        };
        if (answer.delayMs > 0)
            QTimer::singleShot(answer.delayMs, this, send);
        else
            send();
    }

    QTcpServer m_server;
};

} // namespace lonieve::test
