from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('officer', models.CharField(max_length=200)),
                ('act', models.CharField(max_length=64)),
                ('about', models.CharField(blank=True, max_length=200)),
                ('road', models.CharField(max_length=16)),
            ],
            options={
                'indexes': [models.Index(fields=['-at', '-id'], name='audit_act_at'), models.Index(fields=['about'], name='audit_act_about')],
            },
        ),
    ]
